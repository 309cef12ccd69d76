namespace EdgeAppliance.Core.Commands;

public enum CommandResult
{
    Done,
    NoSuchCommand,
    BadValue,

    /// <summary>The device did not do it.</summary>
    Failed,
}
