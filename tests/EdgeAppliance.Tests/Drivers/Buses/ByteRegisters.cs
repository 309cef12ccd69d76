namespace EdgeAppliance.Tests.Drivers.Buses;

/// <summary>A chip of 256 registers of a byte, whose pointer goes on by itself.</summary>
internal class ByteRegisters : SimulatedI2cChip
{
    private readonly byte[] _atPowerOn = new byte[256];
    private int _pointer;

    public byte[] Map { get; } = new byte[256];

    /// <summary>What was written, oldest first: register and value.</summary>
    public List<(byte Register, byte Value)> Log { get; } = [];

    /// <summary>Called behind a write to a register, before a read of one.</summary>
    public Action<byte>? OnWritten { get; set; }

    public Action<byte>? OnRead { get; set; }

    public bool KeepsLog { get; set; } = true;

    public void Set(byte register, params ReadOnlySpan<byte> values)
    {
        values.CopyTo(Map.AsSpan(register));
        values.CopyTo(_atPowerOn.AsSpan(register));
    }

    public override void PowerOn() => _atPowerOn.CopyTo(Map, 0);

    protected override void Written(ReadOnlySpan<byte> bytes)
    {
        _pointer = bytes[0];
        for (int i = 1; i < bytes.Length; i++)
        {
            byte register = (byte)_pointer;
            Map[register] = bytes[i];
            if (KeepsLog) Log.Add((register, bytes[i]));
            _pointer = Next(register);
            OnWritten?.Invoke(register);
        }
    }

    protected override void Reading(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            byte register = (byte)_pointer;
            OnRead?.Invoke(register);
            bytes[i] = Map[register];
            _pointer = Next(register);
        }
    }

    /// <summary>The register that follows: the next one, or the same where it is a queue's.</summary>
    protected virtual byte Next(byte register) => (byte)(register + 1);
}
