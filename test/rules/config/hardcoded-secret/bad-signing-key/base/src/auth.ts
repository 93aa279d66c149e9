import jwt from 'jsonwebtoken';

export const sign = (id: string) => jwt.sign({ id }, process.env.JWT_SECRET!);
