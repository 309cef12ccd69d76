namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record TokensPage(IReadOnlyList<TokenStatus> Tokens);
