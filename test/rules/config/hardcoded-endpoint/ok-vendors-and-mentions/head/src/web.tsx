const NS = 'http://www.w3.org/2000/svg';
const hosts = { staging: 'https://api.staging.acme.io', production: 'https://api.acme.io' };

export const api = hosts[process.env.STAGE as keyof typeof hosts];
export const Help = () => <a href="https://help.staging.acme.io/guide">{document.createElementNS(NS, 'svg')}</a>;
export const rate = () => fetch('https://api.ratesvendor.com/v1/latest');
export const isOurs = (origin: string) => origin.startsWith('https://app.prod.acme.io');
export const path = (url: string) => new URL(url, 'http://orders.internal').pathname;
type Base = 'https://api.prod.acme.io' | 'https://api.staging.acme.io';
