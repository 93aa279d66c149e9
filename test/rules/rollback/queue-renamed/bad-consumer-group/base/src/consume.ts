import { Kafka } from 'kafkajs';
import { book } from './book';

const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'warehouse' });
export async function start() {
  await consumer.subscribe({ topic: 'shipments' });
  await consumer.run({ eachMessage: async ({ message }) => book(message) });
}
