import { Kafka } from 'kafkajs';

const producer = new Kafka({ brokers: [] }).producer();

export async function shipped(order: { id: string; weight: number }) {
  await producer.send({ topic: 'shipments', messages: [{ key: order.id, value: JSON.stringify({ orderId: order.id, weight: order.weight, dock: 'A' }) }] });
}
