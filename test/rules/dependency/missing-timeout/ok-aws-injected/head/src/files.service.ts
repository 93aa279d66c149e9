import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';

@Injectable()
export class FilesService {
  constructor(private readonly s3: S3Client) {}

  read(Key: string) {
    return this.s3.send(new GetObjectCommand({ Bucket: 'labels', Key }));
  }
}
