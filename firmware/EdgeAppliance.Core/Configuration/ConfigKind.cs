namespace EdgeAppliance.Core.Configuration;

internal enum ConfigKind
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}
