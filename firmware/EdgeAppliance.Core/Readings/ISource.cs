namespace EdgeAppliance.Core.Readings;

/// <summary>Something that readings come from. It drives itself: once started it hands batches to the <see cref="ReadingSink"/> that
/// it was made with, on a thread of its own, until it is disposed. Nothing that it meets outside throws here; it shows in <see cref="Status"/>.</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>Its name in the configuration, which its batches carry.</summary>
    string Name { get; }

    /// <summary>How it is doing now. Any thread may ask.</summary>
    SourceStatus Status { get; }

    /// <summary>Called once.</summary>
    void Start();
}
