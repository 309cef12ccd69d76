namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>A button on a line of the board's.</summary>
/// <param name="Line">Its name in the device tree, as <c>GPIO17</c>, or its number on the chip.</param>
/// <param name="Chip">The chip's label or name; null where the line's name says which.</param>
/// <param name="IsActiveHigh">Whether it ties the line to the supply when it is pressed; else to ground.</param>
/// <param name="Hold">For how long it must be held.</param>
internal sealed record ButtonWish(string Line, string? Chip, bool IsActiveHigh, TimeSpan Hold);
