using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>An SHT3x by its commands (Datasheet SHT3x-DIS, tables 9 to 17).</summary>
internal sealed class Sht3xChip : SimulatedI2cChip
{
    private ushort _command;

    public List<ushort> Commands { get; } = [];

    public ushort Temperature { get; set; } = 0x6666;

    public ushort Humidity { get; set; } = 0x8000;

    public bool BreaksChecksum { get; set; }

    public bool KeepsLog { get; set; }

    public override void PowerOn() => _command = 0;

    protected override void Written(ReadOnlySpan<byte> bytes)
    {
        _command = (ushort)(bytes[0] << 8 | bytes[1]);
        if (KeepsLog) Commands.Add(_command);
    }

    protected override void Reading(Span<byte> bytes)
    {
        if (_command == 0xF32D) Put(0x8010, bytes);
        else
        {
            Put(Temperature, bytes);
            Put(Humidity, bytes[3..]);
        }
        if (BreaksChecksum) bytes[2] ^= 1;
    }

    private static void Put(ushort word, Span<byte> bytes)
    {
        bytes[0] = (byte)(word >> 8);
        bytes[1] = (byte)word;
        bytes[2] = Crc8.Sensirion(bytes[..2]);
    }
}
