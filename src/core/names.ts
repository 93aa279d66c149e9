/** A name without case and separators: `paymentRef`, `payment_ref` and `PaymentRef` are one. Schema and quotes are dropped. */
export function plainName(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .replace(/["`_\-\s]/g, '')
    .toLowerCase();
}

/** A table and the model named after it: `orders`, `Order`, `order_item` ~ `OrderItems`. */
export function sameTable(a: string, b: string): boolean {
  return singular(plainName(a)) === singular(plainName(b));
}

export function singular(name: string): string {
  if (/ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(name)) return name;
  if (/(?:ses|xes|zes|ches|shes)$/.test(name)) return name.slice(0, -2);
  return name.endsWith('s') ? name.slice(0, -1) : name;
}

/** The spellings under which code may name a column or table, upper and lower case apart. */
export function spellings(name: string): string[] {
  const own = name.slice(name.lastIndexOf('.') + 1);
  const snake = own.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return [...new Set([own.toLowerCase(), own.toLowerCase().replaceAll('_', ''), snake])];
}
