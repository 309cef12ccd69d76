namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Name">Within its bundle.</param>
internal sealed record PromptStatus(string Bundle, string Version, string Name, long Bytes);
