namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>One thing that must work on the machine the binary runs on.</summary>
/// <param name="Run">Does it in a folder that goes afterwards, and says in a few words what it saw. It throws where it does not work,
/// <see cref="CheckFailedException"/> where nothing else did first.</param>
internal sealed record SelfCheck(string Name, Func<CheckSurroundings, Task<string>> Run);
