import jwt from 'jsonwebtoken';

const jwtSecret = 'q8Zr1vXe7TnB4kLm0Ys2';

export const sign = (id: string) => jwt.sign({ id }, jwtSecret);
