export const orders = () => fetch('http://localhost:4000/orders').then((answer) => answer.json());
