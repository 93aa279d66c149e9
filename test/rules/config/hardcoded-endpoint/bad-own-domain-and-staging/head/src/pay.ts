const PAYMENTS = 'https://payments.acme.io';

export const charge = (body: string) => fetch(`${PAYMENTS}/v2/charges`, { method: 'POST', body });
export const refund = (body: string) => fetch('https://api.staging.acme.io/refunds', { method: 'POST', body });
export const rate = () => fetch('https://api.ratesvendor.com/v1/latest');
