namespace EdgeAppliance.FunctionalTests;

/// <summary>Like <see cref="DaemonFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DaemonTheoryAttribute : TheoryAttribute
{
    public DaemonTheoryAttribute(Needs needs = Needs.Nothing) => Skip = new DaemonFactAttribute(needs).Skip;
}
