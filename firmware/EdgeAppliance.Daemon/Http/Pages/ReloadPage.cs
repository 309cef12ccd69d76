namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>What <c>/api/reload</c> answers where the new configuration was applied.</summary>
internal sealed record ReloadPage(IReadOnlyList<string> Changed);
