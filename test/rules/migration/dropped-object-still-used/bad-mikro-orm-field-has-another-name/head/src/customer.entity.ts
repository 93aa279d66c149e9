import { Entity, PrimaryKey, Property } from '@mikro-orm/core';

@Entity({ tableName: 'customer' })
export class Customer {
  @PrimaryKey()
  id!: number;

  @Property()
  email!: string;

  @Property({ fieldName: 'phone_number', nullable: true })
  mobile?: string;
}
