import { BlobServiceClient } from '@azure/storage-blob';

const service = BlobServiceClient.fromConnectionString(process.env.STORAGE_CONNECTION as string);

export async function remove(name: string) {
  await service.getContainerClient('labels').getBlockBlobClient(name).deleteIfExists();
}
