namespace EdgeAppliance.Demo.View;

/// <summary>What a scenario shows of the present, beside the story of what has happened.</summary>
internal interface IPanel
{
    /// <summary>For a terminal, drawn anew several times a second.</summary>
    IReadOnlyList<string> Lines(Style style, int width);

    /// <summary>The same in one plain line.</summary>
    string OneLine();
}
