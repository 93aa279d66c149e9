export const span = (name: string) => name;
