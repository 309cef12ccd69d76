namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>What hangs on the board for whoever stands before it.</summary>
/// <param name="Button">Held at the start, it resets the device; null for none.</param>
/// <param name="DisplayLines">Lines of text that the display on I2C has: 8 or 4, or 0 for none; null to see for itself.</param>
internal sealed record BoardWish(ButtonWish? Button, int? DisplayLines)
{
    public static BoardWish Nothing { get; } = new(null, null);
}
