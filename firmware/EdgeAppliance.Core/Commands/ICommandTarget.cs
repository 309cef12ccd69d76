using System.Text.Json;

namespace EdgeAppliance.Core.Commands;

/// <summary>A source whose device can be told something too: an output on the board, a display, a field device.</summary>
public interface ICommandTarget
{
    /// <summary>Names that <see cref="Execute"/> knows; they do not change.</summary>
    IReadOnlyList<string> Commands { get; }

    /// <summary>Does it, or says why not. Any thread may ask; it may take as long as the device's bus does.</summary>
    /// <param name="value">What the command is given, of the shape that its driver's page names.</param>
    CommandOutcome Execute(string command, JsonElement value);
}
