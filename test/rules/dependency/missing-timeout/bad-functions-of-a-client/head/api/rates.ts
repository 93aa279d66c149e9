export default async function handler(req, res) {
  const answer = await fetch('https://rates.vendor-money.com/v1/latest');
  res.status(200).json(await answer.json());
}
