module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('orders', {
      id: { type: Sequelize.UUID, primaryKey: true, allowNull: false },
      courierId: { type: Sequelize.UUID, allowNull: true },
    });
    await queryInterface.createTable('couriers', {
      id: { type: Sequelize.UUID, primaryKey: true, allowNull: false },
    });
  },
  async down(queryInterface) {
    await queryInterface.dropTable('couriers');
    await queryInterface.dropTable('orders');
  },
};
