namespace EdgeAppliance.Demo.Cloud;

/// <summary>How a sequence stands to those that came before it.</summary>
internal enum Arrival
{
    Next,
    Again,
    Late,
}
