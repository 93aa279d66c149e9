import { useState } from 'react';
import { withBase } from '../../lib/paths';

export default function Orders() {
  const [state, setState] = useState('');
  const cancel = async () => {
    const answer = await fetch(withBase('/api/orders/cancel'), { method: 'POST' });
    setState(await answer.text());
  };
  return <button onClick={cancel}>{state}</button>;
}
