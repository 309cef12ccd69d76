namespace EdgeAppliance.Edgectl.Control;

/// <summary>The daemon cannot be asked, or refused; the message says why on one line.</summary>
internal sealed class ControlException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Where there is more than one fault, such as in a configuration.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
