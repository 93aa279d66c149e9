export async function GET() {
  const response = await fetch('https://rates.example.org/latest');
  return Response.json(await response.json());
}
