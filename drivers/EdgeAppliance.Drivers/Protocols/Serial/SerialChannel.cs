namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A channel of frames; which of the places counts is the content's to say.</summary>
internal sealed record SerialChannel(string Name)
{
    /// <summary>What stands before its number.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>Its field, from 0.</summary>
    public int Field { get; init; }

    /// <summary>Its bits.</summary>
    public BitField Bits { get; init; }

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    public double Of(double raw) => BitField.Scaled(raw, Scale, Offset);
}
