namespace EdgeAppliance.Drivers.Linux.I2c;

/// <summary>What an SMBus command carries (include/uapi/linux/i2c.h).</summary>
internal enum SmbusSize : uint
{
    Byte = 1,
    ByteData = 2,
    WordData = 3,

    /// <summary>Up to 32 bytes, their number in front of them.</summary>
    Block = 8,
}
