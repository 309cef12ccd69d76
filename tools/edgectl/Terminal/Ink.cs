namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>What a text's colour says.</summary>
internal enum Ink
{
    Plain,
    Heading,
    Good,
    Warning,
    Bad,
    Faint,
}
