namespace EdgeAppliance.Tests.Drivers.Buses;

/// <summary>A chip whose pointer chooses a register of 16 bits, most significant byte first.</summary>
internal sealed class WordRegisters : SimulatedI2cChip
{
    private readonly ushort[] _atPowerOn = new ushort[256];
    private byte _pointer;

    public ushort[] Map { get; } = new ushort[256];

    public List<(byte Register, ushort Value)> Log { get; } = [];

    public Action<byte>? OnWritten { get; set; }

    public bool KeepsLog { get; set; } = true;

    public void Set(byte register, ushort value)
    {
        Map[register] = value;
        _atPowerOn[register] = value;
    }

    public override void PowerOn() => _atPowerOn.CopyTo(Map, 0);

    protected override void Written(ReadOnlySpan<byte> bytes)
    {
        _pointer = bytes[0];
        if (bytes.Length == 1) return;
        ushort value = (ushort)(bytes.Length == 2 ? bytes[1] : bytes[1] << 8 | bytes[2]);
        Map[_pointer] = value;
        if (KeepsLog) Log.Add((_pointer, value));
        OnWritten?.Invoke(_pointer);
    }

    protected override void Reading(Span<byte> bytes)
    {
        bytes[0] = (byte)(Map[_pointer] >> 8);
        if (bytes.Length > 1) bytes[1] = (byte)Map[_pointer];
    }
}
