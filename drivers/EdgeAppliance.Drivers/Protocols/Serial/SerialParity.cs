namespace EdgeAppliance.Drivers.Protocols.Serial;

internal enum SerialParity
{
    None,
    Even,
    Odd,
}
