export async function GET() {
  const font = await fetch(new URL('../fonts/card.ttf', import.meta.url)).then((res) => res.arrayBuffer());
  const stock = await fetch(`${process.env.NEXT_PUBLIC_APP_URL}/api/stock`);
  return Response.json({ size: font.byteLength, stock: await stock.json() });
}
