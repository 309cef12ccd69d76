using System.Text.Json;

namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record CommandRequest(string? Source, string? Command, JsonElement? Value);
