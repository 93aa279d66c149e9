import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';

const bounded = BlobServiceClient.fromConnectionString(process.env.STORAGE_CONNECTION as string, {
  retryOptions: { tryTimeoutInMs: 5000 },
});
const service = BlobServiceClient.fromConnectionString(process.env.STORAGE_CONNECTION as string);
const bus = new ServiceBusClient(process.env.BUS_CONNECTION as string, { retryOptions: { timeoutInMs: 5000 } });

export async function remove(name: string) {
  await bounded.getContainerClient('labels').getBlockBlobClient(name).deleteIfExists();
  const blob = service.getContainerClient('labels').getBlockBlobClient(name);
  await blob.deleteIfExists({ abortSignal: AbortSignal.timeout(2000) });
  await bus.createSender('labels').sendMessages({ body: name });
}
