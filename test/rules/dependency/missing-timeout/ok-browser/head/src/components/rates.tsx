'use client';
export async function load() {
  return (await fetch('/api/rates')).json();
}
