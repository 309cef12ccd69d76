using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>An MPU-6050 whose queue repeats one sample (RM-MPU-6000A, sections 4.23 to 4.32).</summary>
internal sealed class Mpu6050Chip : ByteRegisters
{
    private int _at;

    public Mpu6050Chip()
    {
        Set(0x75, 0x68);
        OnRead = Fill;
        OnWritten = register =>
        {
            if (register == 0x6A && (Map[0x6A] & 4) != 0) _at = 0;
        };
    }

    public int Queued { get; set; } = 3;

    /// <summary>Bytes behind the last whole sample, which the chip is writing right now.</summary>
    public int Part { get; set; } = 5;

    public bool IsOverflown { get; set; }

    /// <summary>Acceleration, temperature, turning rate.</summary>
    public short[] Sample { get; set; } = [8192, -8192, 4096, -521, 655, -655, 0];

    protected override byte Next(byte register) => register == 0x74 ? register : base.Next(register);

    private void Fill(byte register)
    {
        int bytes = Queued * 14 + Part;
        if (register == 0x3A) Map[0x3A] = (byte)(IsOverflown ? 1 << 4 : 0);
        if (register == 0x72) Map[0x72] = (byte)(bytes >> 8);
        if (register == 0x73) Map[0x73] = (byte)bytes;
        if (register != 0x74) return;
        short word = Sample[_at % 14 / 2];
        Map[0x74] = (byte)(_at % 2 == 0 ? word >> 8 : word);
        _at++;
    }
}
