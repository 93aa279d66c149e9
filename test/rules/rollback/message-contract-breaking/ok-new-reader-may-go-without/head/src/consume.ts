import { Kafka } from 'kafkajs';
import { book } from './book';

interface Shipment {
  orderId: string;
  dock?: string;
}

const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'warehouse' });

export async function start() {
  await consumer.subscribe({ topic: 'shipments' });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const shipment = JSON.parse(String(message.value)) as Shipment;
      await book(shipment);
    },
  });
}
