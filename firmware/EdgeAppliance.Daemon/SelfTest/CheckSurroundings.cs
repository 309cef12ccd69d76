namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>What a check may use.</summary>
/// <param name="Folder">Empty, of this check alone.</param>
/// <param name="Time">The machine's own clock; a check is about that machine.</param>
internal sealed record CheckSurroundings(string Folder, TimeProvider Time);
