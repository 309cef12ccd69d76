namespace EdgeAppliance.Demo.View;

/// <summary>Where the demo tells its story. Calls come from one thread at a time.</summary>
internal interface IView : IDisposable
{
    Style Style { get; }

    /// <summary>Columns of a line.</summary>
    int Width { get; }

    /// <summary>A new act begins.</summary>
    /// <param name="meaning">What is done and what to look at, in a sentence or two.</param>
    void Begin(TimeSpan at, string title, string meaning);

    /// <summary>Something happened; it stays on the screen.</summary>
    void Say(TimeSpan at, string text);

    /// <summary>How things stand; takes the place of what was shown before.</summary>
    void Show(TimeSpan at, IPanel panel);

    /// <summary>The story is told: what comes now is plain text.</summary>
    void End();
}
