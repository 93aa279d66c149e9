export const token = process.env.COURIER_TOKEN!;
