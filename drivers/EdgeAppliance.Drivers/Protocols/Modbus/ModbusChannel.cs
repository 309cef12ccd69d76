namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>A channel, and where its number lies in a device.</summary>
/// <param name="Address">As on the wire, from 0.</param>
internal sealed record ModbusChannel(string Name, ModbusTable Table, int Address)
{
    public const int BitsMax = 32;

    /// <summary>Of registers.</summary>
    public ModbusFormat Format { get; init; }

    /// <summary>Of a register: the lowest bit of the channel's; negative where all of it is.</summary>
    public int Bit { get; init; } = -1;

    /// <summary>Bits from <see cref="Bit"/> on, or coils from the address on, the first one lowest.</summary>
    public int Bits { get; init; } = 1;

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The raw number that says that there is none; NaN where none does.</summary>
    public double Missing { get; init; } = double.NaN;

    public bool IsWritable { get; init; }

    /// <summary>Whether functions 15 and 16 write it, also where 5 and 6 could.</summary>
    public bool WritesMultiple { get; init; }

    public double Min { get; init; } = double.NegativeInfinity;

    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Registers, or bits.</summary>
    public int Count => ModbusPdu.IsOfBits(Table) ? Bits : Format.Registers;

    /// <param name="values">Those of a block.</param>
    /// <param name="at">The channel's first register or bit in it.</param>
    public double Read(ReadOnlySpan<byte> values, int at)
    {
        double raw = ModbusPdu.IsOfBits(Table) ? ReadBits(values, at) : Format.Read(values[(at * 2)..]);
        if (Bit >= 0) raw = (ulong)raw >> Bit & (1UL << Bits) - 1;
        return raw == Missing ? double.NaN : BitField.Scaled(raw, Scale, Offset);
    }

    /// <summary>Makes the request that sets it.</summary>
    /// <returns>The request's bytes; 0 where the device's number cannot be that.</returns>
    public int Write(Span<byte> pdu, double value)
    {
        double raw = (value - Offset) / Scale;
        Span<byte> wire = stackalloc byte[ModbusFormat.BytesMax];
        if (ModbusPdu.IsOfBits(Table)) return WriteBits(pdu, Math.Round(raw), wire);
        if (!Format.TryWrite(raw, wire)) return 0;
        wire = wire[..(Count * 2)];
        return Count == 1 && !WritesMultiple ? ModbusPdu.WriteRegister(pdu, Address, wire) : ModbusPdu.WriteRegisters(pdu, Address, wire);
    }

    private double ReadBits(ReadOnlySpan<byte> packed, int at)
    {
        uint bits = 0;
        for (int i = 0; i < Bits; i++) bits |= (uint)(packed[(at + i) / 8] >> (at + i) % 8 & 1) << i;
        return bits;
    }

    private int WriteBits(Span<byte> pdu, double raw, Span<byte> packed)
    {
        if (!(raw >= 0 && raw <= (1UL << Bits) - 1)) return 0;
        if (Bits == 1 && !WritesMultiple) return ModbusPdu.WriteCoil(pdu, Address, raw == 1);
        BitConverter.TryWriteBytes(packed, (ulong)raw);
        return ModbusPdu.WriteCoils(pdu, Address, Bits, packed[..((Bits + 7) / 8)]);
    }
}
