export const token = 'q8Zr1vXe7TnB4kLm0Ys2';
