namespace EdgeAppliance.Tests.Core.Steps;

/// <summary>Keys that everybody knows: <c>${file:NAME}</c> is a key of its own for each name, <c>${file:short}</c> one that is too short.</summary>
internal static class TestKeys
{
    public static string? Look(string text, out string wrong)
    {
        wrong = "";
        if (text == "${file:short}") return "too short";
        if (text != "${file:none}") return $"a key for tests, of the name {text}";
        wrong = "none cannot be read";
        return null;
    }
}
