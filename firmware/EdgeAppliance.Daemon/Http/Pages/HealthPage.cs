namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>What <c>/healthz</c> and <c>/readyz</c> answer where all is well.</summary>
internal sealed record HealthPage(string Status);
