namespace EdgeAppliance.Drivers.Protocols;

internal enum BitKind
{
    Unsigned,
    Signed,
    Float,
}
