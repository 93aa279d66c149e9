const counter = { add: (entry) => entries.push(entry) };

export const remember = (req) => counter.add({ path: req.url });
