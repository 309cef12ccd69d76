namespace EdgeAppliance.Core.Commands;

/// <summary>How a command ended.</summary>
/// <param name="Text">Why, where it was not done.</param>
public sealed record CommandOutcome(CommandResult Result, string Text = "")
{
    public static CommandOutcome Done { get; } = new(CommandResult.Done);

    public static CommandOutcome NoSuchCommand(string command, IEnumerable<string> known) =>
        new(CommandResult.NoSuchCommand, $"There is no command '{command}' here; known are {string.Join(", ", known)}.");

    public static CommandOutcome BadValue(string text) => new(CommandResult.BadValue, text);

    public static CommandOutcome Failed(string text) => new(CommandResult.Failed, text);
}
