namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>One value of a table.</summary>
internal readonly record struct Cell(string Text, Ink Ink = Ink.Plain)
{
    public static implicit operator Cell(string text) => new(text);

    /// <summary>A count that is of interest only where it is not 0.</summary>
    public static Cell Trouble(long count, Ink ink = Ink.Warning) => new(Amounts.Count(count), count == 0 ? Ink.Faint : ink);
}
