namespace EdgeAppliance.FunctionalTests.Devices;

/// <param name="First">The type, with its flags.</param>
internal sealed record IncomingPacket(byte First, byte[] Body);
