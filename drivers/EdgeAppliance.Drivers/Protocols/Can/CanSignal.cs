namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A channel of a message: number = raw × scale + offset, as files of CAN databases (DBC) have it.</summary>
internal sealed record CanSignal(string Name, BitField Bits)
{
    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The selector's raw number with which it is in the message; NaN where it always is.</summary>
    public double When { get; init; } = double.NaN;

    public double Min { get; init; } = double.NegativeInfinity;

    public double Max { get; init; } = double.PositiveInfinity;
}
