export const isThere = () => fetch('http://localhost:9220/hello').then((answer) => answer.ok);
